; run: simplify
; What `<` gives is compared with 0 by `if`: the comparison itself is the condition.
define double @f(double %x, double %y) {
entry:
  %a = fcmp ult double %x, %y
  %b = uitofp i1 %a to double
  %c = fcmp one double %b, 0.0
  br i1 %c, label %yes, label %no
  
yes:
  ret double 1.0
no:
  ret double 2.0
}

; expect: changed
define double @f(double %x, double %y) {
entry:
  %0 = fcmp ult double %x, %y
  %1 = uitofp i1 %0 to double
  br i1 %0, label %yes, label %no
yes:
  ret double 1.0
no:
  ret double 2.0
}
