; run: simplify
; `a & b` with a call on its right: the number is never needed.
define double @f(double %x, double %y) {
entry:
  %c = fcmp olt double %x, %y
  br i1 %c, label %then, label %else
then:
  %v = call double @observe(double %x)
  %t = fcmp one double %v, 0.0
  %p = uitofp i1 %t to double
  br label %endif
else:
  br label %endif
endif:
  %r = phi double [ %p, %then ], [ 0.0, %else ]
  %i = fcmp one double %r, 0.0
  br i1 %i, label %yes, label %no
yes:
  ret double %x
no:
  ret double %y
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  br i1 %0, label %then, label %else
then:
  %1 = call double @observe(double %x)
  %2 = fcmp one double %1, 0.0
  %3 = uitofp i1 %2 to double
  br label %endif
else:
  br label %endif
endif:
  %4 = phi i1 [ %2, %then ], [ false, %else ]
  %5 = uitofp i1 %4 to double
  br i1 %4, label %yes, label %no
yes:
  ret double %x
no:
  ret double %y
}

declare double @observe(double)
