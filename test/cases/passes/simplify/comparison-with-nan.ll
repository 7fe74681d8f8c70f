; run: simplify
; Whatever is compared with NaN is unordered.
define double @f(double %x) {
entry:
  %a = fcmp ult double %x, 0x7FF8000000000000
  %b = fcmp olt double %x, 0x7FF8000000000000
  %c = uitofp i1 %a to double
  %d = uitofp i1 %b to double
  %r = fsub double %c, %d
  ret double %r
}

; expect: changed
define double @f(double %x) {
entry:
  ret double 1.0
}
