; run
; The code computes operands from left to right.
define double @f(double %x) {
  %a = call double @observe(double %x)
  %b = call double @nine()
  %r = fsub double %a, %b
  ret double %r
}

declare double @observe(double)
declare double @nine()

; call: f(2)
; does: observe(2) nine() -8

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  i32.const 0
  call_indirect (type 0)
  i32.const 1
  call_indirect (type 1)
  f64.sub
  return
  unreachable
)
