; run
; All values are pushed, and then the locals set, the last first.
define double @f(double %x, double %y) {
entry:
  br label %loop
loop:
  %a = phi double [ %x, %entry ], [ %b, %loop ]
  %b = phi double [ %y, %entry ], [ %a, %loop ]
  %more = call double @choose(double %a)
  %c = fcmp une double %more, 0.0
  br i1 %c, label %loop, label %exit
exit:
  ret double %a
}

declare double @choose(double)

; choices: 1 1 0
; call: f(1, 2)
; does: choose(1) choose(2) choose(1) 1

; wasm: outlineLoops=false
(func $f (type 0) (param f64 f64) (result f64)
  block (;@1;)
    loop (;@2;)
      local.get 0
      i32.const 0
      call_indirect (type 1)
      f64.const 0
      f64.ne
      i32.eqz
      br_if 1 (;@1;)
      local.get 1
      local.get 0
      local.set 1
      local.set 0
      br 0 (;@2;)
    end
  end
  local.get 0
  return
  unreachable
)
