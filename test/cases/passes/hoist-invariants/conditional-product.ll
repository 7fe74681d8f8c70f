; run: hoist-invariants
; It may never be needed, but a loop is expected to run often.
define double @f(double %x, double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %next ]
  %s = phi double [ 0.0, %entry ], [ %t, %next ]
  %o = fcmp olt double %i, %x
  br i1 %o, label %then, label %next
then:
  %a = fmul double %x, %n
  %b = call double @observe(double %a)
  br label %next
next:
  %t = phi double [ %s, %loop ], [ %b, %then ]
  %j = fadd double %i, 1.0
  %c = fcmp olt double %j, 3.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %t
}

; expect: changed
define double @f(double %x, double %n) {
entry:
  %0 = fmul double %x, %n
  br label %loop
loop:
  %1 = phi double [ 0.0, %entry ], [ %6, %next ]
  %2 = phi double [ 0.0, %entry ], [ %5, %next ]
  %3 = fcmp olt double %1, %x
  br i1 %3, label %then, label %next
then:
  %4 = call double @observe(double %0)
  br label %next
next:
  %5 = phi double [ %2, %loop ], [ %4, %then ]
  %6 = fadd double %1, 1.0
  %7 = fcmp olt double %6, 3.0
  br i1 %7, label %loop, label %exit
exit:
  ret double %5
}

declare double @observe(double)
