; run: simplify
; Only with true is it one: the select and the branch keep their order.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, 1.0
  %b = fcmp olt double %y, 2.0
  %c = xor i1 %a, %b
  %d = select i1 %c, double %x, double %y
  br i1 %c, label %then, label %else
then:
  ret double %d
else:
  %e = fadd double %d, 1.0
  ret double %e
}

; expect: unchanged
