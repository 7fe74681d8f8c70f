; run
; The phi has no local that the value could come out in.
define double @f(double %x, double %y) {
entry:
  br label %loop
loop:
  %kept = phi double [ %y, %entry ], [ %kept, %body ]
  %dead = phi double [ 0.0, %entry ], [ %kept, %body ]
  %i = phi double [ 0.0, %entry ], [ %next, %body ]
  %c = fcmp olt double %i, %x
  br i1 %c, label %body, label %exit
body:
  %next = fadd double %i, 1.0
  br label %loop
exit:
  ret double %kept
}

; call: f(0, 7)
; does: 7
; call: f(1, 7)
; does: 7
; call: f(5, 7)
; does: 7
; call: f(1001, 7)
; does: 7
