; run
; The header itself leaves, so the last iteration is not run to its end.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %body ]
  %x = phi double [ 1.0, %entry ], [ %y, %body ]
  %c = fcmp olt double %i, %n
  br i1 %c, label %body, label %exit
body:
  %h = fmul double %x, 0.5
  %y = fadd double %h, %i
  %next = fadd double %i, 1.0
  br label %loop
exit:
  %r = fadd double %x, %i
  ret double %r
}

; call: f(0)
; does: 1
; call: f(1)
; does: 1.5
; call: f(2)
; does: 3.25
; call: f(99)
; does: 293
; call: f(100)
; does: 296
; call: f(101)
; does: 299
; call: f(102)
; does: 302
; call: f(1000)
; does: 2996
; call: f(10099)
; does: 30293
; call: f(10100)
; does: 30296
; call: f(10101)
; does: 30299
; call: f(10102)
; does: 30302
; call: f(20101)
; does: 60299
; call: f(35000)
; does: 104996
