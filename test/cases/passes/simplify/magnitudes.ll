; run: simplify
; fabs does not see signs, nor on which side of zero a difference from zero is.
define double @f(double %x) {
entry:
  %a = fsub double 0.0, %x
  %b = call double @llvm.fabs.f64(double %a)
  %c = call double @llvm.fabs.f64(double %b)
  %d = call double @llvm.copysign.f64(double %c, double 2.0)
  ret double %d
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fsub double 0.0, %x
  %1 = call double @llvm.fabs.f64(double %x)
  ret double %1
}

declare double @llvm.fabs.f64(double)
