; run: simplify
; Programs without logical operators use 1 - a for not, a * b for and, a + b != 0 for or.
define double @f(double %x, double %y) {
entry:
  %a = fcmp olt double %x, %y
  %b = fcmp oeq double %x, 1.0
  %p = uitofp i1 %a to double
  %q = uitofp i1 %b to double
  %n = fsub double 1.0, %p
  %m = fmul double %n, %q
  %s = fadd double %m, %p
  %t = fcmp one double %s, 0.0
  %r = uitofp i1 %t to double
  ret double %r
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp olt double %x, %y
  %1 = fcmp oeq double %x, 1.0
  %2 = uitofp i1 %0 to double
  %3 = uitofp i1 %1 to double
  %4 = fcmp uge double %x, %y
  %5 = uitofp i1 %4 to double
  %6 = and i1 %4, %1
  %7 = uitofp i1 %6 to double
  %8 = fadd double %7, %2
  %9 = or i1 %6, %0
  %10 = uitofp i1 %9 to double
  ret double %10
}
