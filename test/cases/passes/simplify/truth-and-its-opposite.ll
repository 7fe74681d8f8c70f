; run: simplify
; Both never hold, and one always does.
define double @f(double %x) {
entry:
  %t = call double @observe(double %x)
  %a = fcmp olt double %t, 1.0
  %b = fcmp olt double %x, 1.0
  %c = xor i1 %a, %b
  %n = xor i1 %c, true
  %d = and i1 %c, %n
  %e = or i1 %c, %n
  %g = uitofp i1 %d to double
  %h = uitofp i1 %e to double
  %r = fsub double %g, %h
  ret double %r
}
declare double @observe(double)

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @observe(double %x)
  %1 = fcmp olt double %0, 1.0
  %2 = fcmp olt double %x, 1.0
  %3 = xor i1 %1, %2
  %4 = xor i1 %3, true
  ret double -1.0
}

declare double @observe(double)
