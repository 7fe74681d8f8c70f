; run
; Both arms leave the block that ends before it.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %then, label %else
then:
  %a = fmul double %x, 3.0
  br label %join
else:
  %b = fsub double %x, 1.0
  br label %join
join:
  %p = phi double [ %a, %then ], [ %b, %else ]
  %r = fdiv double %p, 2.0
  ret double %r
}

; call: f(0.5)
; does: 0.75
; call: f(5)
; does: 2

; wasm
(func $f (type 0) (param f64) (result f64)
  (local f64)
  block (;@1;)
    local.get 0
    f64.const 1
    f64.lt
    if (;@2;)
      local.get 0
      f64.const 3
      f64.mul
      local.set 1
      br 1 (;@1;)
    else
      local.get 0
      f64.const 1
      f64.sub
      local.set 1
      br 1 (;@1;)
    end
  end
  local.get 1
  f64.const 2
  f64.div
  return
  unreachable
)
