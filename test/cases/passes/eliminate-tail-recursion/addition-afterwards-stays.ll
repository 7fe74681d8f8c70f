; run: eliminate-tail-recursion
; To add 1 before the next call instead would be to add in another order.
define double @f(double %n, double %acc) {
entry:
  %c = fcmp olt double %n, 1.0
  br i1 %c, label %then, label %else
then:
  br label %endif
else:
  %d = fcmp olt double %n, 9.0
  br i1 %d, label %then1, label %else1
then1:
  %m = fsub double %n, 1.0
  %a = fadd double %acc, %n
  %r = call double @f(double %m, double %a)
  br label %endif1
else1:
  br label %endif1
endif1:
  %p = phi double [ %r, %then1 ], [ %acc, %else1 ]
  br label %endif
endif:
  %q = phi double [ %acc, %then ], [ %p, %endif1 ]
  %s = fadd double %q, 1.0
  ret double %s
}

; expect: unchanged
