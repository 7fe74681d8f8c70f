; run: inline
; Each gets the other one, whose call of it stays: there is no end to it otherwise.
define double @even(double %n) {
entry:
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %done, label %more
done:
  ret double 1.0
more:
  %a = fsub double %n, 1.0
  %b = call double @odd(double %a)
  ret double %b
}
define double @odd(double %n) {
entry:
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %done, label %more
done:
  ret double 0.0
more:
  %a = fsub double %n, 1.0
  %b = call double @even(double %a)
  ret double %b
}

; expect: changed
define double @even(double %n) {
entry:
  %0 = fcmp olt double %n, 1.0
  br i1 %0, label %done, label %more
done:
  ret double 1.0
more:
  %1 = fsub double %n, 1.0
  br label %entry1
inlined:
  %2 = phi double [ 0.0, %done1 ], [ %5, %more1 ]
  ret double %2
entry1:
  %3 = fcmp olt double %1, 1.0
  br i1 %3, label %done1, label %more1
done1:
  br label %inlined
more1:
  %4 = fsub double %1, 1.0
  %5 = call double @even(double %4)
  br label %inlined
}

define double @odd(double %n) {
entry:
  %0 = fcmp olt double %n, 1.0
  br i1 %0, label %done, label %more
done:
  ret double 0.0
more:
  %1 = fsub double %n, 1.0
  br label %entry1
inlined:
  %2 = phi double [ 1.0, %done1 ], [ %5, %more1 ]
  ret double %2
entry1:
  %3 = fcmp olt double %1, 1.0
  br i1 %3, label %done1, label %more1
done1:
  br label %inlined
more1:
  %4 = fsub double %1, 1.0
  %5 = call double @odd(double %4)
  br label %inlined
}
