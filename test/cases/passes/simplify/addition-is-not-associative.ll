; run: simplify
; (x + 1e16) - 1e16 rounds x; so does (x + 1) + 2.
define double @f(double %x) {
entry:
  %a = fadd double %x, 1.0e16
  %b = fsub double %a, 1.0e16
  %c = fadd double %b, 1.0
  %d = fadd double %c, 2.0
  ret double %d
}

; expect: unchanged
