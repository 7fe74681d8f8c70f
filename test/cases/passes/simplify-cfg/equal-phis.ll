; run: simplify-cfg
; One of two phis that take the same is enough, and a branch without difference is none.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  br i1 %a, label %then, label %else
then:
  %v = call double @observe(double %x)
  br label %endif
else:
  br label %endif
endif:
  %p = phi double [ %x, %then ], [ %y, %else ]
  %q = phi double [ %x, %then ], [ %y, %else ]
  %s = phi double [ %x, %then ], [ %x, %else ]
  %r = fsub double %p, %q
  %t = fadd double %r, %s
  ret double %t
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  br i1 %0, label %then, label %endif
then:
  %1 = call double @observe(double %x)
  br label %endif
endif:
  %2 = phi double [ %x, %then ], [ %y, %entry ]
  %3 = fsub double %2, %2
  %4 = fadd double %3, %x
  ret double %4
}

declare double @observe(double)
