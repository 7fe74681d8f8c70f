; run: simplify-cfg
; Without it, the phi could not tell the two ways apart, and two values are too many to select.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %endif
then:
  br label %endif
endif:
  %p = phi double [ %x, %then ], [ %y, %entry ]
  %q = phi double [ %y, %then ], [ %x, %entry ]
  %r = fsub double %p, %q
  ret double %r
}

; expect: unchanged
