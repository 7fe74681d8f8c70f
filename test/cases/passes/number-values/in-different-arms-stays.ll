; run: number-values
; Neither arm comes before the other; nothing is moved.
define double @f(double %x, double %y) {
entry:
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

; expect: unchanged
