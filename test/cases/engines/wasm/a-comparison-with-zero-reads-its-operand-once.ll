; run
; `ueq` with zero asks whether the absolute value is not greater.
define double @f(double %x) {
  %a = fmul double %x, %x
  %c = fcmp ueq double %a, 0.0
  %r = uitofp i1 %c to double
  ret double %r
}

; call: f(0)
; does: 1
; call: f(2)
; does: 0
; call: f(nan)
; does: 1

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  local.get 0
  f64.mul
  f64.abs
  f64.const 0
  f64.gt
  i32.eqz
  f64.convert_i32_u
  return
  unreachable
)
