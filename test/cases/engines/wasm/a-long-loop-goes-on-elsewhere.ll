; run
; When 3 iterations have been run in place, `$f_loop` runs the others, until its status is not 0.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 1.0, %entry ], [ %next, %loop ]
  %next = fadd double %i, %i
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  ret double %next
}

; call: f(1e300)
; does: 1.3393857589828342e+300
; wasm $f: iterationsInPlace=3
(func $f (type 0) (param f64) (result f64)
  (local f64 i32 i32)
  i32.const 3
  local.set 2
  f64.const 1
  local.set 1
  block (;@1;)
    block (;@2;)
      loop (;@3;)
        local.get 1
        local.get 1
        f64.add
        local.set 1
        local.get 1
        local.get 0
        f64.lt
        i32.eqz
        br_if 2 (;@1;)
        local.get 2
        i32.const 1
        i32.sub
        local.tee 2
        br_if 0 (;@3;)
        br 1 (;@2;)
      end
    end
    loop (;@2;)
      local.get 0
      local.get 1
      call $f_loop
      local.set 3
      local.set 1
      local.get 3
      i32.eqz
      br_if 0 (;@2;)
    end
    br 0 (;@1;)
  end
  local.get 1
  return
  unreachable
)
