; run
; The way past %then is one `br_if`; there is no empty arm.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %join
then:
  %a = call double @observe(double %x)
  br label %join
join:
  ret double %x
}

declare double @observe(double)

; call: f(0.5)
; does: observe(0.5) 0.5
; call: f(5)
; does: 5

; wasm
(func $f (type 0) (param f64) (result f64)
  block (;@1;)
    local.get 0
    f64.const 1
    f64.lt
    i32.eqz
    br_if 0 (;@1;)
    local.get 0
    i32.const 0
    call_indirect (type 0)
    drop
    br 0 (;@1;)
  end
  local.get 0
  return
  unreachable
)
