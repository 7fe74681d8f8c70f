; run
; Where values are used once and in order, no local holds them.
define double @f(double %x, double %y) {
  %a = fmul double %x, %x
  %b = fsub double %y, 0.5
  %r = fdiv double %a, %b
  ret double %r
}

; call: f(3, 1)
; does: 18

; wasm
(func $f (type 0) (param f64 f64) (result f64)
  local.get 0
  local.get 0
  f64.mul
  local.get 1
  f64.const 0.5
  f64.sub
  f64.div
  return
  unreachable
)
