; run: simplify
; 1/3 is no double: the product would be rounded twice.
define double @f(double %x) {
entry:
  %r = fdiv double %x, 3.0
  ret double %r
}

; expect: unchanged
