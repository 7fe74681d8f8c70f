; run
; Only one of %a and %b can come out in the slot of %p.
define double @f(double %x) {
entry:
  br label %loop
loop:
  %p = phi double [ %x, %entry ], [ %a, %left ], [ %b, %right ]
  %s = call double @choose(double %p)
  %c = fcmp une double %s, 0.0
  br i1 %c, label %left, label %right
left:
  %a = fadd double %p, 1.0
  %t = call double @choose(double %a)
  %d = fcmp une double %t, 0.0
  br i1 %d, label %loop, label %first
right:
  %b = fmul double %p, 3.0
  %u = call double @choose(double %b)
  %e = fcmp une double %u, 0.0
  br i1 %e, label %loop, label %second
first:
  ret double %a
second:
  ret double %b
}

declare double @choose(double)

; choices: 1 1 0 1 1 0
; call: f(5)
; does: choose(5) choose(6) choose(6) choose(18) choose(18) choose(19) 19
