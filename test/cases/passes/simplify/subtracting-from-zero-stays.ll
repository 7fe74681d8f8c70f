; run: simplify
; 0 - 0 is 0, but -(0) is -0: this is no negation.
define double @f(double %x) {
entry:
  %r = fsub double 0.0, %x
  ret double %r
}

; expect: unchanged
