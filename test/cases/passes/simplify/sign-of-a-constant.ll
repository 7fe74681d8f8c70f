; run: simplify
; With a positive sign it is the magnitude; with a negative one, nothing simpler.
define double @f(double %x) {
entry:
  %a = call double @llvm.copysign.f64(double %x, double 2.0)
  %b = call double @llvm.copysign.f64(double %x, double -2.0)
  %c = call double @llvm.copysign.f64(double %x, double -0.0)
  %d = fsub double %a, %b
  %r = fdiv double %d, %c
  ret double %r
}
declare double @llvm.copysign.f64(double, double)

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.fabs.f64(double %x)
  %1 = call double @llvm.copysign.f64(double %x, double -2.0)
  %2 = call double @llvm.copysign.f64(double %x, double -0.0)
  %3 = fsub double %0, %1
  %4 = fdiv double %3, %2
  ret double %4
}

declare double @llvm.fabs.f64(double)
declare double @llvm.copysign.f64(double, double)
