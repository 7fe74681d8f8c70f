; run: simplify
; fabs never gives -0, and so adding 0 changes nothing.
define double @f(double %x) {
entry:
  %m = call double @llvm.fabs.f64(double %x)
  %r = fadd double %m, 0.0
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.fabs.f64(double %x)
  ret double %0
}

declare double @llvm.fabs.f64(double)
