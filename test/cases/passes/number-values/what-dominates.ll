; run: number-values
; The product before the branch serves all later ones.
define double @f(double %x, double %y) {
entry:
  %z = fmul double %x, %y
  %w = call double @observe(double %z)
  %c = fcmp olt double %x, %y
  br i1 %c, label %then, label %else
then:
  %a = fmul double %x, %y
  br label %endif
else:
  %b = fmul double %x, %y
  br label %endif
endif:
  %p = phi double [ %a, %then ], [ %b, %else ]
  %q = fmul double %x, %y
  %r = fadd double %p, %q
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fmul double %x, %y
  %1 = call double @observe(double %0)
  %2 = fcmp olt double %x, %y
  br i1 %2, label %then, label %else
then:
  br label %endif
else:
  br label %endif
endif:
  %3 = phi double [ %0, %then ], [ %0, %else ]
  %4 = fadd double %3, %0
  ret double %4
}

declare double @observe(double)
