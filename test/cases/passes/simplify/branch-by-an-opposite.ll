; run: simplify
; The targets change places.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, 1.0
  %b = fcmp olt double %y, 2.0
  %c = xor i1 %a, %b
  %d = xor i1 %c, true
  br i1 %d, label %then, label %else
then:
  ret double %x
else:
  ret double %y
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, 1.0
  %1 = fcmp olt double %y, 2.0
  %2 = xor i1 %0, %1
  %3 = xor i1 %2, true
  br i1 %2, label %else, label %then
then:
  ret double %x
else:
  ret double %y
}
