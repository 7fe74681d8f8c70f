; run: number-values
; Inside, the same comparison is known to hold, and after it fails, not to.
define double @f(double %x, double %y) {
entry:
  %c = fcmp olt double %x, %y
  br i1 %c, label %then, label %else
then:
  %d = fcmp olt double %x, %y
  %a = uitofp i1 %d to double
  br label %endif
else:
  %b = uitofp i1 %c to double
  br label %endif
endif:
  %p = phi double [ %a, %then ], [ %b, %else ]
  %e = phi i1 [ %c, %then ], [ %c, %else ]
  %q = uitofp i1 %e to double
  %r = fadd double %p, %q
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  br i1 %0, label %then, label %else
then:
  %1 = uitofp i1 true to double
  br label %endif
else:
  %2 = uitofp i1 false to double
  br label %endif
endif:
  %3 = phi double [ %1, %then ], [ %2, %else ]
  %4 = phi i1 [ true, %then ], [ false, %else ]
  %5 = uitofp i1 %4 to double
  %6 = fadd double %3, %5
  ret double %6
}
