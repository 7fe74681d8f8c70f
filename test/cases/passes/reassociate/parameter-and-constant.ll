; run: reassociate
; A parameter is no constant, though it is the first value.
define double @f(double %x) {
entry:
  %a = call double @llvm.minimum.f64(double %x, double 0.0)
  %b = call double @llvm.minimum.f64(double %x, double %a)
  ret double %b
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @llvm.minimum.f64(double %x, double 0.0)
  ret double %0
}

declare double @llvm.minimum.f64(double, double)
