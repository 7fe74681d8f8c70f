; run
; The inner loop has so many inputs that with `maxParameters` 7 the outer one alone is outlined.
define double @f(double %x) {
entry:
  br label %outer
outer:
  %p = phi double [ %x, %entry ], [ %w, %again ]
  %a1 = fadd double %p, %p
  %a2 = fadd double %a1, %p
  %a3 = fadd double %a2, %p
  %a4 = fadd double %a3, %p
  %a5 = fadd double %a4, %p
  %a6 = fadd double %a5, %p
  %a7 = fadd double %a6, %p
  br label %inner
inner:
  %s0 = phi double [ 0.0, %outer ], [ %w, %again ]
  %s1 = fadd double %s0, %a1
  %s2 = fadd double %s1, %a2
  %s3 = fadd double %s2, %a3
  %s4 = fadd double %s3, %a4
  %s5 = fadd double %s4, %a5
  %s6 = fadd double %s5, %a6
  %s7 = fadd double %s6, %a7
  %seen = call double @choose(double %s7)
  %c = fcmp une double %seen, 0.0
  br i1 %c, label %again, label %exit
again:
  %w = fmul double %s7, %s7
  %t = call double @choose(double %w)
  %d = fcmp une double %t, 0.0
  br i1 %d, label %outer, label %inner
exit:
  ret double %p
}

declare double @choose(double)

; choices: 1 1 1 0 0
; call: f(5)
; does: choose(175) choose(30625) choose(1071875) choose(1148916015625) choose(1148917087500) 30625
