; run
; It is computed once.
define double @f(double %x) {
  %a = fadd double %x, 1.0
  %r = fmul double %a, %a
  ret double %r
}

; call: f(2)
; does: 9

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  f64.const 1
  f64.add
  local.set 0
  local.get 0
  local.get 0
  f64.mul
  return
  unreachable
)
