; run: simplify
; The inner condition is known where it is the outer one.
define double @f(double %x, double %y, double %z) {
entry:
  %c = fcmp olt double %x, 1.0
  %a = select i1 %c, double %x, double %y
  %b = select i1 %c, double %a, double %z
  %d = select i1 %c, double %y, double %x
  %e = select i1 %c, double %z, double %d
  %r = fsub double %b, %e
  ret double %r
}

; expect: changed
define double @f(double %x, double %y, double %z) {
entry:
  %0 = fcmp olt double %x, 1.0
  %1 = select i1 %0, double %x, double %y
  %2 = select i1 %0, double %x, double %z
  %3 = select i1 %0, double %y, double %x
  %4 = select i1 %0, double %z, double %x
  %5 = fsub double %2, %4
  ret double %5
}
