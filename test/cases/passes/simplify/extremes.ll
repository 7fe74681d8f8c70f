; run: simplify
; minimum and maximum have neutral elements, and NaN wins.
define double @f(double %x) {
entry:
  %a = call double @llvm.minimum.f64(double %x, double 0x7FF0000000000000)
  %b = call double @llvm.maximum.f64(double %a, double %a)
  ret double %b
}

; expect: changed
define double @f(double %x) {
entry:
  ret double %x
}
