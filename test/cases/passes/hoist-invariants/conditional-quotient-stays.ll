; run: hoist-invariants
; It may never be needed, and a division costs more than a few short iterations save.
define double @f(double %x, double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %j, %next ]
  %s = phi double [ 0.0, %entry ], [ %t, %next ]
  %o = fcmp olt double %i, %x
  br i1 %o, label %then, label %next
then:
  %a = fdiv double %x, %n
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

; expect: unchanged
