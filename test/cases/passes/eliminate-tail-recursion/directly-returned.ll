; run: eliminate-tail-recursion
; The call is the last thing that happens; n counts down.
define double @f(double %n, double %acc, double %k) {
entry:
  %c = fcmp ogt double %n, 0.0
  %d = fcmp olt double %n, 9.0
  %e = and i1 %c, %d
  br i1 %e, label %more, label %done
more:
  %m = fsub double %n, 1.0
  %a = fmul double %acc, %k
  %r = call double @f(double %m, double %a, double %k)
  ret double %r
done:
  ret double %acc
}

; expect: changed
define double @f(double %n, double %acc, double %k) {
entry:
  br label %start
start:
  %0 = phi double [ %n, %entry ], [ %5, %more ]
  %1 = phi double [ %acc, %entry ], [ %6, %more ]
  %2 = fcmp ogt double %0, 0.0
  %3 = fcmp olt double %0, 9.0
  %4 = and i1 %2, %3
  br i1 %4, label %more, label %done
more:
  %5 = fsub double %0, 1.0
  %6 = fmul double %1, %k
  br label %start
done:
  ret double %1
}
