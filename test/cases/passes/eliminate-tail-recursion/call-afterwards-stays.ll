; run: eliminate-tail-recursion
; Another call comes between: its effect would come first.
define double @f(double %n) {
entry:
  %c = fcmp ult double %n, 1.0
  %e = fcmp ogt double %n, 9.0
  %g = or i1 %c, %e
  br i1 %g, label %then, label %else
then:
  ret double %n
else:
  %m = fsub double %n, 1.0
  %r = call double @f(double %m)
  %o = call double @observe(double %m)
  ret double %r
}

; expect: unchanged
