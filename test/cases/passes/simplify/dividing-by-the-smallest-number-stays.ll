; run: simplify
; Its reciprocal overflows, though it is a power of two.
define double @f(double %x) {
entry:
  %r = fdiv double %x, 0x0000000000000001
  ret double %r
}

; expect: unchanged
