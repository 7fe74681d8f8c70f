; run: eliminate-tail-recursion
; The other one changes it, so it needs a phi.
define double @f(double %n, double %acc) {
entry:
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %done, label %more
done:
  ret double %acc
more:
  %m = fsub double %n, 1.0
  %d = fcmp olt double %m, 2.0
  br i1 %d, label %same, label %other
same:
  %1 = call double @f(double 0.0, double %acc)
  ret double %1
other:
  %a = fadd double %acc, 1.0
  %2 = call double @f(double 1.0, double %a)
  ret double %2
}

; expect: changed
define double @f(double %n, double %acc) {
entry:
  br label %start
start:
  %0 = phi double [ %n, %entry ], [ 0.0, %same ], [ 1.0, %other ]
  %1 = phi double [ %acc, %entry ], [ %1, %same ], [ %5, %other ]
  %2 = fcmp olt double %0, 1.0
  br i1 %2, label %done, label %more
done:
  ret double %1
more:
  %3 = fsub double %0, 1.0
  %4 = fcmp olt double %3, 2.0
  br i1 %4, label %same, label %other
same:
  br label %start
other:
  %5 = fadd double %1, 1.0
  br label %start
}
