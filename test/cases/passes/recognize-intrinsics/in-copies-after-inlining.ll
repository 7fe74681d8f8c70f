; run: inline, recognize-intrinsics
; A copied body calls the library too.
define double @f(double %x) {
entry:
  %a = call double @g(double %x)
  ret double %a
}
define double @g(double %x) {
entry:
  %a = call double @sqrt(double %x)
  ret double %a
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.sqrt.f64(double %x)
  ret double %0
}

define double @g(double %x) {
entry:
  %0 = call double @llvm.sqrt.f64(double %x)
  ret double %0
}

declare double @llvm.sqrt.f64(double)
