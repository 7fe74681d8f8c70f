; run: simplify
; Both ways bring the same: -0 and 0 would not be the same.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  br label %endif
else:
  br label %endif
endif:
  %p = phi double [ 1.5, %then ], [ 1.5, %else ]
  %q = phi double [ 0.0, %then ], [ -0.0, %else ]
  %r = fdiv double %p, %q
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fcmp olt double %x, 1.0
  br i1 %0, label %then, label %else
then:
  br label %endif
else:
  br label %endif
endif:
  %1 = phi double [ 0.0, %then ], [ -0.0, %else ]
  %2 = fdiv double 1.5, %1
  ret double %2
}
