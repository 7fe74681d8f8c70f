; run: eliminate-tail-recursion
; The phis take their values at once: neither sees what the other becomes.
define double @f(double %a, double %b, double %n) {
entry:
  %c = fcmp ult double %n, 1.0
  %e = fcmp ogt double %n, 9.0
  %g = or i1 %c, %e
  br i1 %g, label %then, label %else
then:
  ret double %a
else:
  %m = fsub double %n, 1.0
  %r = call double @f(double %b, double %a, double %m)
  ret double %r
}

; expect: changed
define double @f(double %a, double %b, double %n) {
entry:
  br label %start
start:
  %0 = phi double [ %a, %entry ], [ %1, %else ]
  %1 = phi double [ %b, %entry ], [ %0, %else ]
  %2 = phi double [ %n, %entry ], [ %6, %else ]
  %3 = fcmp ult double %2, 1.0
  %4 = fcmp ogt double %2, 9.0
  %5 = or i1 %3, %4
  br i1 %5, label %then, label %else
then:
  ret double %0
else:
  %6 = fsub double %2, 1.0
  br label %start
}
