; run: simplify
; Only from zero is a difference the negation, whose magnitude is that of the number.
define double @f(double %x) {
entry:
  %a = fsub double 5.0, %x
  %b = call double @llvm.fabs.f64(double %a)
  %c = fsub double 0.0, %x
  %d = call double @llvm.fabs.f64(double %c)
  %r = fsub double %b, %d
  ret double %r
}
declare double @llvm.fabs.f64(double)

; expect: changed
define double @f(double %x) {
entry:
  %0 = fsub double 5.0, %x
  %1 = call double @llvm.fabs.f64(double %0)
  %2 = fsub double 0.0, %x
  %3 = call double @llvm.fabs.f64(double %x)
  %4 = fsub double %1, %3
  ret double %4
}

declare double @llvm.fabs.f64(double)
