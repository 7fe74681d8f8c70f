; run
; Each of two phis takes the other's value: one copy after the other would lose one.
define double @f(double %x, double %y) {
entry:
  br label %loop
loop:
  %a = phi double [ %x, %entry ], [ %b, %loop ]
  %b = phi double [ %y, %entry ], [ %a, %loop ]
  %more = call double @choose(double %a)
  %c = fcmp une double %more, 0.0
  br i1 %c, label %loop, label %exit
exit:
  %r = fdiv double %a, %b
  ret double %r
}

declare double @choose(double)

; choices: 1 1 0
; call: f(1, -0)
; does: choose(1) choose(-0) choose(1) -inf
; call: f(5, 2)
; does: choose(5) choose(2) choose(5) 2.5
