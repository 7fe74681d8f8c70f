; run
; Each phi takes the next one, and no edge copies from one to the other.
define double @f(double %x) {
entry:
  %c = fcmp olt double %x, 1.0
  br i1 %c, label %end, label %rest
rest:
  %d = fcmp olt double %x, 2.0
  br i1 %d, label %small, label %join
small:
  %a = fmul double %x, 3.0
  br label %join
join:
  %p = phi double [ %a, %small ], [ 4.0, %rest ]
  br label %end
end:
  %q = phi double [ 5.0, %entry ], [ %p, %join ]
  ret double %q
}

; call: f(1)
; does: 3
; call: f(2)
; does: 4

; wasm
(func $f (type 0) (param f64) (result f64)
  (local f64)
  block (;@1;)
    local.get 0
    f64.const 1
    f64.lt
    if (;@2;)
      f64.const 5
      local.set 1
      br 1 (;@1;)
    else
      block (;@3;)
        local.get 0
        f64.const 2
        f64.lt
        if (;@4;)
          local.get 0
          f64.const 3
          f64.mul
          local.set 1
          br 1 (;@3;)
        else
          f64.const 4
          local.set 1
          br 1 (;@3;)
        end
      end
      br 1 (;@1;)
    end
  end
  local.get 1
  return
  unreachable
)
