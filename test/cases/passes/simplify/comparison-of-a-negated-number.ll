; run: simplify
; -x < 3 is x > -3; comparisons do not tell 0 - x from -x.
define double @f(double %x) {
entry:
  %n = fsub double 0.0, %x
  %a = fcmp ult double %n, 3.0
  %m = fneg double %x
  %b = fcmp one double %m, 0.0
  %c = and i1 %a, %b
  %r = uitofp i1 %c to double
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = fsub double 0.0, %x
  %1 = fcmp ugt double %x, -3.0
  %2 = fneg double %x
  %3 = fcmp one double %x, 0.0
  %4 = and i1 %1, %3
  %5 = uitofp i1 %4 to double
  ret double %5
}
