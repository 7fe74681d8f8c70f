; run: simplify
; What is whole already is left alone by rounding.
define double @f(double %x) {
entry:
  %a = call double @llvm.floor.f64(double %x)
  %b = call double @llvm.nearbyint.f64(double %a)
  ret double %b
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.floor.f64(double %x)
  ret double %0
}

declare double @llvm.floor.f64(double)
