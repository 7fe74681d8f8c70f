; run
; %next is computed before the loop is left, and %i is read after it.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %loop ]
  %x = phi double [ 0.0, %entry ], [ %y, %loop ]
  %y = fadd double %x, %i
  %next = fadd double %i, 1.0
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  %r = fadd double %y, %i
  ret double %r
}

; call: f(1)
; does: 0
; call: f(2)
; does: 2
; call: f(7)
; does: 27
; call: f(2000)
; does: 2000999
