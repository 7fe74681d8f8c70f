; run: reassociate, simplify
; minimum chooses by a total order, in which NaN is the least: constants meet and fold.
define double @f(double %x, double %y) {
entry:
  %a = call double @llvm.minimum.f64(double %x, double 5.0)
  %b = call double @llvm.minimum.f64(double %a, double %y)
  %c = call double @llvm.minimum.f64(double %b, double 3.0)
  ret double %c
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = call double @llvm.minimum.f64(double %x, double %y)
  %1 = call double @llvm.minimum.f64(double %0, double 3.0)
  ret double %1
}

declare double @llvm.minimum.f64(double, double)
