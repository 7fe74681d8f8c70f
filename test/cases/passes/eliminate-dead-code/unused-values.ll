; run: eliminate-dead-code
; Nothing uses the product, nor then the sum; the call has an effect.
define double @f(double %x) {
entry:
  %a = fadd double %x, 1.0
  %b = fmul double %a, 2.0
  %c = call double @observe(double %x)
  ret double %x
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @observe(double %x)
  ret double %x
}

declare double @observe(double)
