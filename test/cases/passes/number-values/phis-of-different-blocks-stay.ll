; run: number-values
; They take the same values, but on other ways.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, 1.0
  br i1 %a, label %then, label %else
then:
  br label %middle
else:
  br label %middle
middle:
  %p = phi double [ %x, %then ], [ %y, %else ]
  %o = call double @observe(double %p)
  %b = fcmp olt double %y, 2.0
  br i1 %b, label %left, label %right
left:
  br label %end
right:
  br label %end
end:
  %q = phi double [ %x, %left ], [ %y, %right ]
  %s = fsub double %p, %q
  %r = fadd double %s, %o
  ret double %r
}

declare double @observe(double)

; expect: unchanged
