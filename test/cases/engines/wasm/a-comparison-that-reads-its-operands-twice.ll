; run
; WebAssembly has no `one`: it is less or greater. The operands have locals.
define double @f(double %x) {
  %a = fmul double %x, %x
  %c = fcmp one double %a, %x
  %r = uitofp i1 %c to double
  ret double %r
}

; call: f(1)
; does: 0
; call: f(2)
; does: 1
; call: f(nan)
; does: 0

; wasm
(func $f (type 0) (param f64) (result f64)
  (local f64)
  local.get 0
  local.get 0
  f64.mul
  local.set 1
  local.get 1
  local.get 0
  f64.lt
  local.get 1
  local.get 0
  f64.gt
  i32.or
  f64.convert_i32_u
  return
  unreachable
)
