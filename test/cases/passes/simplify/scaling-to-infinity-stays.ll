; run: simplify
; The product of both factors is infinity, which makes zero NaN.
define double @f(double %x) {
entry:
  %a = fmul double %x, 0x7E37E43C8800759C
  %b = fmul double %x, 0x7E60000000000000
  %r = fmul double %b, 0x7E60000000000000
  %s = fsub double %a, %r
  ret double %s
}

; expect: unchanged
